#!/bin/sh
# .clang-format decides.
find src tools tests benchmarks fuzz -name '*.[ch]' -print0 2>/dev/null | xargs -0 clang-format --dry-run -Werror
