# Sourced by demo, test and bench: Debian packages, installed only where they are missing.

BUILD_PACKAGES=(libssl-dev libxml2-dev libcurl4-openssl-dev libsqlite3-dev zlib1g-dev pkg-config)

# need PACKAGE…: installs what is not there yet. Asks for root only then.
need() {
    local missing=() package
    for package in "$@"; do
        [[ $(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null) == installed ]] ||
            missing+=("$package")
    done
    ((${#missing[@]} == 0)) && return
    local root=()
    ((EUID == 0)) || root=(sudo)
    echo "Installing ${missing[*]}"
    "${root[@]}" apt-get update -qq </dev/null
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install --yes -qq --no-install-recommends "${missing[@]}" </dev/null >/dev/null
}

# need_swift: the one thing that Debian does not have.
need_swift() {
    command -v swift >/dev/null && return
    echo "Swift 6.2 or newer is needed: https://www.swift.org/install/linux/" >&2
    exit 2
}
