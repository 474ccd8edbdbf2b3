/* Inside of htmlgen: the state of one run over a template file, shared by its parts. */
#pragma once
#include "base/buf.h"
#include "base/num.h"
#include "htmlgen_names.h"
#include <errno.h>
#include <setjmp.h>

enum { DEPTH_MAX = 64, BLOCKS_MAX = 32, ATTRS_MAX = 40, ARGS_MAX = 8, SOURCES_MAX = 4096 };

typedef enum Place { IN_NOTHING /* outside a template */, IN_TEXT, IN_TAG, IN_VALUE } Place;
typedef enum Part { PART_NONE, PART_FRAGMENT /* "#" so far */, PART_TEXT, PART_URL } Part; /* of an address so far */
typedef enum After { AFTER_TEXT, AFTER_BLOCK } After;
typedef enum BlockKind { BLOCK_IF, BLOCK_FOR, BLOCK_WRAP } BlockKind;

typedef struct Element {
    Str name;
    int line;
} Element;

typedef struct Block {
    BlockKind kind;
    int line;
    bool has_else;
    Place place;
    size_t depth, attrs_n;
    Str wrap_name, wrap_args;
} Block;

typedef struct Gen {
    Arena *arena;
    Str path, text;
    size_t at;
    int line;
    jmp_buf fail;

    Buf *c, *h, *includes; /* the area's files, being built */
    Buf run;               /* static markup not yet written */
    Buf lets;              /* top-level locals before the slot, for the closing half */

    Place place;
    Element open[DEPTH_MAX];
    size_t depth;
    Str tag, attr;
    int tag_line;
    Str attrs[ATTRS_MAX];
    size_t attrs_n;
    Part part;
    bool address, ws, ws_newline;
    After after;
    Block blocks[BLOCKS_MAX];
    size_t blocks_n;

    Str name, params;
    int template_line;
    bool slot, templates_any;
    const Str *icons;
    size_t icons_n;
} Gen;

/* Says what is wrong at a line of the template and leaves the file. */
void fail_at(Gen *g, int line, const char *fmt, ...) __attribute__((noreturn, format(printf, 3, 4)));
#define FAIL(g, ...) fail_at((g), (g)->line, __VA_ARGS__)

static inline bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
static inline bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
static inline bool is_digit(char c) { return c >= '0' && c <= '9'; }
static inline bool is_word(char c) { return is_letter(c) || is_digit(c) || c == '_'; }
static inline bool is_name(char c) { return is_word(c) || c == '-' || c == ':'; }
static inline char peek(const Gen *g, size_t ahead)
{
    return g->at + ahead < g->text.n ? g->text.p[g->at + ahead] : '\0';
}
static inline bool looking_at(const Gen *g, Str s) { return str_starts(str_skip(g->text, g->at), s); }
static inline void raw(Gen *g, Str s) { buf_add(&g->run, s); }

/* htmlgen_write.c */
bool is_identifier(Str s);
void step(Gen *g);
Str take_name(Gen *g);
size_t skip_literal(Str s, size_t i);
ptrdiff_t find_outside(Str s, char c);
bool split_args(Str *rest, Str *ret);
void flush(Gen *g);
void point(Gen *g, int line);
bool in_svg(const Gen *g);
bool in_verbatim(const Gen *g);
bool breaks_text(const Gen *g, Str name);
void flush_space(Gen *g, bool before_block);

/* htmlgen_html.c */
void read_tag_char(Gen *g);
void read_value_char(Gen *g);
void read_text_char(Gen *g);

/* htmlgen_text.c */
const char *place_name(Place p);
void need_text(Gen *g, const char *what);
void hole(Gen *g, Str expr, int line);
Str take_string(Gen *g, Str *rest, const char *what);
void text_plain(Gen *g, Str rest, bool context, int line);
void text_plural(Gen *g, Str rest, int line);

/* htmlgen_block.c */
void before_control(Gen *g);
void begin_if(Gen *g, Str cond, int line);
void next_branch(Gen *g, Str cond, bool is_else, int line);
Str declared_name(Str s);
void begin_for(Gen *g, Str rest, int line);
void take_call(Gen *g, Str rest, const char *what, Str *ret_name, Str *ret_args);
void write_call(Gen *g, Str name, const char *suffix, Str args, int line);
void begin_wrap(Gen *g, Str rest, int line);
void end_block(Gen *g, int line);

/* htmlgen_tag.c */
void end_template(Gen *g);
void read_source(Gen *g);
