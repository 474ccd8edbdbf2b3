# Sourced by run, check and bench: installs what is missing, by apt and npm only. It tests for what is used (a command, a
# header) and not for a package's name, because the same command comes from different packages.
say() { printf '%s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"
    elif command -v sudo >/dev/null 2>&1; then sudo "$@"
    else die "Need root to run: $*
Run this as root, or install sudo, or install the packages by hand: apt-get install $missing"
    fi
}

missing=''
# want PACKAGE TEST...: remembers PACKAGE when the test fails.
want() {
    package=$1; shift
    "$@" >/dev/null 2>&1 || missing="$missing $package"
}
have() { command -v "$1"; }
header() { for d in /usr/include "/usr/include/$(uname -m)-linux-gnu" /usr/local/include; do [ -e "$d/$1" ] && return 0; done; return 1; }

want_build() {
    want gcc have gcc
    want g++ have g++
    want make have make
    want libc6-dev header stdio.h
    want pkg-config have pkg-config
    want libuv1-dev header uv.h
    want libssl-dev header openssl/ssl.h
    want libsodium-dev header sodium.h
    want libsqlite3-dev header sqlite3.h
    want libpq-dev header postgresql/libpq-fe.h
    want libicu-dev header unicode/unum.h
    want libphonenumber-dev header phonenumbers/phonenumberutil.h
    want libjson-c-dev header json-c/json.h
    want libbrotli-dev header brotli/encode.h
    want zlib1g-dev header zlib.h
    want libxlsxwriter-dev header xlsxwriter.h
    want libcjose-dev header cjose/cjose.h
    want libcurl4-openssl-dev header curl/curl.h
    want libcmark-dev header cmark.h
    want libcbor-dev header cbor.h
    want libqrencode-dev header qrencode.h
    want libpango1.0-dev header pango-1.0/pango/pangocairo.h
    want fonts-dejavu-core sh -c 'ls /usr/share/fonts/truetype/*/*.ttf'
    want gettext have msgfmt
}
want_check() {
    want libcmocka-dev header cmocka.h
    want libfido2-dev header fido.h
    want clang have clang
    want libclang-rt-14-dev sh -c 'ls /usr/lib/llvm-14/lib/clang/*/lib/linux/libclang_rt.fuzzer-x86_64.a || ls /usr/lib/llvm-14/lib/clang/*/lib/linux/libclang_rt.fuzzer-*.a'
    want clang-format have clang-format
    want postgresql-15 test -x /usr/lib/postgresql/15/bin/initdb
    want sqlite3 have sqlite3
    want chromium-headless-shell have chromium-headless-shell
    want mold have mold
    want default-jre-headless have java
    want nodejs sh -c 'node -e "process.exit(Number(process.versions.node.split(\".\")[0]) >= 18 ? 0 : 1)"'
    want npm have npm
    want util-linux have runuser
    want oathtool have oathtool
    want python3-stdnum /usr/bin/python3 -c 'import stdnum'
    want python3-phonenumbers /usr/bin/python3 -c 'import phonenumbers'
}
want_bench() {
    want nginx-light sh -c 'command -v nginx || test -x /usr/sbin/nginx'
    want wrk have wrk
    want sqlite3 have sqlite3
    want time test -x /usr/bin/time
}

install_missing() {
    [ -z "$missing" ] && return 0
    command -v apt-get >/dev/null 2>&1 || die "These packages are missing and this is not a Debian system:$missing
Install their equivalents and try again."
    say "Installing with apt:$missing"
    log=$(mktemp)
    # shellcheck disable=SC2086
    if ! { as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq && as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing; } >"$log" 2>&1 </dev/null; then
        tail -n 20 "$log" >&2; rm -f "$log"
        die "apt could not install:$missing
See the lines above; check the package sources and the network, then start again."
    fi
    rm -f "$log"
}
# Front-end and test tools, pinned by the lock file; only when they are not there already.
npm_install() {
    [ -f package-lock.json ] || return 0
    if [ ! -d node_modules ] || ! cmp -s package-lock.json node_modules/.entente-lock.json; then
        say "Installing test tools with npm"
        npm ci --ignore-scripts --no-audit --no-fund --loglevel=error </dev/null >&2 || die "npm could not install the packages of package-lock.json; check the network and start again."
        cp package-lock.json node_modules/.entente-lock.json
    fi
}
cores() { n=$(nproc 2>/dev/null || echo 2); [ "$n" -gt 4 ] && n=4; echo "$n"; }
build() { # what: quiet when nothing is to do
    make -s -j"$(cores)" LTO=-flto=auto "$@" >&2 || die "The build failed; the compiler's words are above."
}
