/* What htmlgen knows of HTML: which elements exist, which are void, which break a line of text, which attributes hold
 * an address. Sorted for reading, searched in order: the lists are short and the tool runs once a build. */
#pragma once
#include "base/str.h"

/* Between these white space has no meaning, so it is left out. */
static const char *const NAMES_BLOCK[] = {
    "html",    "head",    "body",       "meta",    "link",     "title",      "script",   "base",   "address",
    "article", "aside",   "blockquote", "caption", "col",      "colgroup",   "datalist", "dd",     "details",
    "dialog",  "div",     "dl",         "dt",      "fieldset", "figcaption", "figure",   "footer", "form",
    "h1",      "h2",      "h3",         "h4",      "header",   "hr",         "legend",   "li",     "main",
    "menu",    "nav",     "noscript",   "ol",      "optgroup", "option",     "p",        "pre",    "search",
    "section", "summary", "table",      "tbody",   "td",       "tfoot",      "th",       "thead",  "tr",
    "ul",      "br",      NULL};
static const char *const NAMES_INLINE[] = {
    "a",       "abbr",     "b",   "bdi",      "bdo",  "button", "cite",  "code",   "data",  "del",
    "em",      "i",        "img", "input",    "ins",  "kbd",    "label", "mark",   "meter", "output",
    "picture", "progress", "q",   "s",        "samp", "select", "small", "source", "span",  "strong",
    "sub",     "sup",      "svg", "textarea", "time", "u",      "var",   "wbr",    NULL};
/* So that a template may hold a part of a picture. */
static const char *const NAMES_SVG[] = {"svg",      "g",       "path",     "rect",  "circle", "ellipse", "line",
                                        "polyline", "polygon", "text",     "tspan", "defs",   "pattern", "desc",
                                        "use",      "symbol",  "clipPath", "mask",  NULL};
static const char *const NAMES_VOID[] = {"base", "br",   "col",    "hr",  "img", "input",
                                         "link", "meta", "source", "wbr", NULL};
/* A hole that begins the value of one of these must be a Url. */
static const char *const NAMES_ADDRESS[] = {"href", "src",  "action",     "formaction", "poster",     "cite",
                                            "data", "ping", "background", "manifest",   "xlink:href", NULL};
/* A hole in one of these can run script or start requests whatever its type. */
static const char *const NAMES_REFUSED[] = {"srcdoc", "srcset", "imagesrcset", NULL};

static inline bool names_have(const char *const *names, Str name)
{
    for (; *names; names++) {
        if (str_eq(str_from(*names), name)) {
            return true;
        }
    }
    return false;
}
