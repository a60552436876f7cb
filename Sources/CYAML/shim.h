/// libyaml (Debian: libyaml-dev): its parser, which reads YAML as a stream of events, each with its line and column.
#include <yaml.h>
