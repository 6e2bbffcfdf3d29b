#!/bin/sh
# Installs Debian's Chromium and CJK fonts where they are missing, if this is Debian and we are root.
# Elsewhere the browser tests say themselves why they are skipped.
has_browser() { command -v chromium >/dev/null 2>&1; }
has_fonts() { command -v fc-list >/dev/null 2>&1 && [ -n "$(fc-list :lang=zh-cn family)" ]; }

if has_browser && has_fonts; then exit 0; fi
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    echo "Chromium or CJK fonts are missing: install chromium and fonts-noto-cjk to run the browser tests."
    exit 0
fi
echo "Installing chromium and fonts-noto-cjk for the browser tests ..."
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq >/dev/null && apt-get install -y -qq --no-install-recommends \
    chromium fonts-noto-cjk fontconfig >/dev/null || echo "The installation failed; see above."
