/* How a letter looks: HTML from mail.html, and the same words as plain text. */
#pragma once
#include "app/mail.h"

void ui_letter(Out *html, Buf *text, const Letter *letter);
/* Mail programs do not fetch style sheets: a letter carries its own. */
Html letter_style(void);
Msg letter_why(const Letter *l); /* why the reader gets it */
