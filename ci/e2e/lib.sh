# shellcheck shell=bash disable=SC2154
# Pieces of the end-to-end test: steps with counts, and ways into the cluster that need no port-forward.

passed=0 failed=0 told=''
namespace=default workload=iacproject release=tme1crv

say() { printf '%s\n' "$*"; }

step() { # name command...: runs it; a failure is shown with what explains it, and the test goes on
  local name=$1 start=$SECONDS; shift
  if "$@" >"$work/step" 2>&1; then
    passed=$((passed + 1))
    say "ok    $name ($((SECONDS - start)) s)"
    sed -n 's/^show: /        /p' "$work/step"
  else
    failed=$((failed + 1))
    say "FAIL  $name ($((SECONDS - start)) s)"
    tail -n 40 "$work/step" | sed 's/^/        /'
    told+=$(printf 'FAIL  %s\n' "$name"; tail -n 8 "$work/step" | sed 's/^/        /')$'\n'
    kubectl get pods -A -o wide 2>&1 | sed 's/^/        /'
    kubectl -n "$workload" get events --sort-by=.lastTimestamp 2>&1 | tail -n 15 | sed 's/^/        /'
  fi
}

free_volumes() { # between installs, while no claim waits for a volume
  [ -z "${E2E_FREE_VOLUMES:-}" ] || eval "$E2E_FREE_VOLUMES" || say "free volumes: failed: $E2E_FREE_VOLUMES"
}

summary() { # the end of the test: what failed, once more, the counts, and its exit code
  [ "$failed" -eq 0 ] || say $'\n'"== what failed"$'\n'"$told"
  say ''
  say "e2e: $passed passed, $failed failed"
  [ "$failed" -eq 0 ]
}

eventually() { # seconds command...: until it succeeds
  local limit=$1 start=$SECONDS; shift
  until "$@"; do
    [ $((SECONDS - start)) -lt "$limit" ] || { say "still not so after $limit s: $*"; return 1; }
    sleep 1
  done
}

# A request to the web app from inside one of its pods, with the token in $TOKEN if it is set: METHOD PATH [JSON]; prints status, Served-By and body.
request() {
  kubectl -n "$workload" exec "deploy/$release-webapp" -- node -e '
    const [token, method, path, body] = process.argv.slice(1);
    const headers = { ...(body && { "content-type": "application/json" }), ...(token && { authorization: "Bearer " + token }) };
    fetch("http://127.0.0.1:3000" + path, { method, body, headers, signal: AbortSignal.timeout(5000) })
      .then(async (r) => console.log(r.status, r.headers.get("served-by") ?? "-", await r.text()))
      .catch((e) => { console.error(String(e)); process.exit(1); });' "${TOKEN:-}" "$@"
}

responds() { # expected-beginning METHOD PATH [JSON]
  local expected=$1 got; shift
  got=$(request "$@") || return 1
  [[ $got == "$expected"* ]] || { say "$1 $2 responded: $got, expected: $expected"; return 1; }
}

prometheus() { # path: through the API server
  kubectl get --raw "/api/v1/namespaces/$namespace/services/$release-kube-prometheus-st-prometheus:9090/proxy/api/v1/$1"
}

# JSON on standard input through a JavaScript expression over `d`; prints its lines
json() { node -e 'const d = JSON.parse(require("fs").readFileSync(0, "utf8")); const r = ('"$1"'); for (const line of [r].flat()) console.log(line);'; }

password() { kubectl -n "$workload" get secret "$release-redis-auth" -o jsonpath='{.data.redis-password}'; }

documented() { # file heading [number]: the commands of a block under that heading, by default the first
  awk -v heading="$2" -v number="${3:-1}" '
    $0 == heading { on = 1 }
    on && /^```/ { fence++; next }
    on && fence == 2 * number - 1 { print }
    fence == 2 * number { exit }' "$1"
}
