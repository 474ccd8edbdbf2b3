#!/bin/sh
# Only src/db includes the database libraries; only src/http, src/os and src/crypt know sockets and TLS.
bad=0
grep -nE '#include <(sqlite3|libpq-fe|postgresql)' -r src --include='*.[ch]' | grep -v '^src/db/' && bad=1
grep -nE '#include <(sys/socket|netinet|arpa/inet|uv)' -r src --include='*.[ch]' | grep -vE '^src/(http|os)/' && bad=1
exit $bad
