#!/bin/sh
# Builds the gateway in the working directory, a checkout, and puts what the image holds into $1.
# Needs Node and npm, and no compiler: native parts come built, for the machine this runs on.
set -eu
app=$1

# What a stage before has installed and built is taken as it is.
[ -d node_modules ] || npm ci --ignore-scripts --no-audit --no-fund
[ -d dist ] || npm run --silent build
# The packages of this repository are for building and for clients.
npm pkg delete workspaces
npm prune --omit=dev --ignore-scripts --no-audit --no-fund

# onnxruntime-node brings the libraries of five systems, four of which are never loaded here.
system=$(node -p 'process.platform + "/" + process.arch')
find node_modules/onnxruntime-node/bin -mindepth 3 -maxdepth 3 -type d ! -path "*/$system" \
  -exec rm -r {} +

mkdir -p "$app/models"
cp -r package.json LICENSE NOTICE node_modules dist "$app"
rm -rf "$app/dist/test" "$app/dist/packages" "$app/node_modules/.bin"
cp -r models/embedded "$app/models"
rm -r "$app/models/embedded/build"
