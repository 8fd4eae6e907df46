# shellcheck shell=bash disable=SC2034,SC2154 # variables that other parts set or read
# Node.js and the packages of this project's own tools.

require_node() {
  local version major
  if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
    fail 'Node.js 20 or later, with npm, is needed and was not found.' \
      'Install it from https://nodejs.org or, on Debian and Ubuntu: apt-get install nodejs npm (check that it is 20 or later).'
  fi
  version=$(node --version)
  major=${version#v}
  major=${major%%.*}
  [ "$major" -ge 20 ] || fail "Node.js 20 or later is needed; $(command -v node) is $version." 'See https://nodejs.org.'
}

# Installs the packages when package-lock.json is newer than what is installed.
install_packages() {
  local installed=$repository/node_modules/.package-lock.json
  if [ -f "$installed" ] && [ ! "$repository/package-lock.json" -nt "$installed" ]; then
    note 'up to date'
    return
  fi
  attend npm ci --no-audit --no-fund --prefix "$repository"
}

# The project's own, pinned Node.js with TypeScript.
run_tool() { # file arguments...
  "$repository/node_modules/.bin/node" --require ts-node/register "$repository/tools/$1" "${@:2}"
}
