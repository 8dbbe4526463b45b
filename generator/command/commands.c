/* commands.c - the commands. */
#include <string.h>

#include "base/file.h"
#include "command/command.h"

static int write_stdout(arena *a, const char *text, messages *m)
{
    const output out = { "-", text, strlen(text) };
    return files_write_or_tell(a, &out, 1, m) ? EXIT_OK : EXIT_IO;
}

static int run_help(arena *a, const request *r, messages *m)
{
    return write_stdout(a, r->options.version ? "bpgen " BPGEN_VERSION "\n" : usage_text(a), m);
}

const command commands[COMMANDS] = {
    [COMMAND_GENERATE] = { "", "net.lua", "C on standard output, or in -o FILE", run_generate },
    [COMMAND_CHECK] = { "check", "net.lua", "generate, compile, hold to the runtime", run_check },
    [COMMAND_BENCH] = { "bench", "net.lua", "generate, compile, time on one core", run_bench },
    [COMMAND_TRAIN] = { "train", "net.lua DATA...", "train on data, keep the best", run_train },
    [COMMAND_PREDICT] = { "predict", "net.lua DATA...", "outputs as CSV", run_predict },
    [COMMAND_EVALUATE] = { "evaluate", "net.lua DATA...", "J and the metrics", run_evaluate },
    [COMMAND_WEIGHTS] = { "weights", "net.lua FROM", "read, show and convert weights",
                          run_weights },
    [COMMAND_EXPLAIN] = { "explain", "net.lua", "the derivation of this network", run_explain },
    [COMMAND_GRAPH] = { "graph", "net.lua", "its gates as Graphviz DOT", run_graph },
    [COMMAND_REPORT] = { "report", "net.lua", "flash, RAM, stack, multiply-adds", run_report },
    [COMMAND_HELP] = { "help", "", "", run_help },
};
