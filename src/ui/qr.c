#include "ui/qr.h"

#include "base/buf.h"
#include <qrencode.h>

enum { QUIET = 4, PATH_MAX_BYTES = 256 << 10 };

Str qr_path(Arena *a, Str text, int *ret_size)
{
    QRcode *code = QRcode_encodeString8bit(str_z(a, text), 0, QR_ECLEVEL_M);
    *ret_size = 0;
    if (!code) {
        return S("");
    }
    Buf b = buf_on_arena(a, PATH_MAX_BYTES);
    for (int y = 0; y < code->width; y++) {
        for (int x = 0; x < code->width;) {
            int run = 0;
            while (x + run < code->width && code->data[y * code->width + x + run] & 1) {
                run++;
            }
            if (run) {
                buf_fmt(&b, "M%d %dh%dv1h-%dz", x + QUIET, y + QUIET, run, run);
            }
            x += run ? run : 1;
        }
    }
    *ret_size = code->width + 2 * QUIET;
    QRcode_free(code);
    return b.full ? S("") : buf_str(&b);
}
