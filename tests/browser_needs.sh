#!/bin/sh
# The browser test needs Chromium and a Chinese font. On Debian as root they are installed here.
set -eu
command -v chromium >/dev/null 2>&1 && fc-list 2>/dev/null | grep -qi cjk && exit 0
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    echo "Installing chromium for the browser test …"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk fontconfig >/dev/null
else
    echo "The browser tests need Chromium (command 'chromium') and a Chinese font (fonts-noto-cjk)."
    echo "Install them with your system's packages, for example: sudo apt-get install chromium fonts-noto-cjk"
    exit 1
fi
