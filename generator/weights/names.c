/* names.c - names of tensors and of parameters. */
#include <string.h>

#include "weights/matching.h"

const char *parameter_layer(arena *a, const parameter *q)
{
    const size_t size = strlen(q->name), ending = q->kind ? strlen(q->kind) + 1 : 0; /* hidden_w */
    if (!ending || size <= ending || q->name[size - ending] != '_' ||
        strcmp(q->name + size - ending + 1, q->kind) != 0)
        return NULL;
    return arena_printf(a, "%.*s", (int)(size - ending), q->name);
}

const char *parameter_text(arena *a, const parameter *q)
{
    text t = { .arena = a };
    text_add(&t, "%s", q->name);
    for (int k = 0; k < q->axes; k++)
        text_add(&t, "[%d]", q->axis[k]);
    return t.at;
}

/* The shape, and in it the index of our number i: ours, or PyTorch's, out x in x kernel, or in x
 * out x kernel, where a kernel of groups has the filters of one alone. */
static void find_place(const parameter *q, bool is_pytorch, size_t i, size_t shape[PARAMETER_AXES],
                       size_t index[PARAMETER_AXES])
{
    const int last = q->axes - 1;
    size_t own[PARAMETER_AXES] = { 0 };
    for (int k = last; k >= 0; i /= (size_t)q->axis[k--])
        own[k] = i % (size_t)q->axis[k];
    const bool is_same = !is_pytorch || q->axes == 1 || q->same_order;
    for (int k = 0; k <= last; k++) {
        const int of = is_same ? k : k < 2 ? 0 : k - 2; /* the kernel comes first here */
        shape[k] = (size_t)q->axis[of];
        index[k] = own[of];
    }
    if (is_same)
        return;
    const size_t in = (size_t)q->axis[last - 1], out = (size_t)q->axis[last];
    const size_t groups = q->in_first ? (size_t)q->groups : 1, filters = out / groups;
    const size_t of_in = own[last] / filters * in + own[last - 1], of_out = own[last] % filters;
    shape[!q->in_first] = in * groups;
    shape[q->in_first] = filters;
    index[!q->in_first] = of_in;
    index[q->in_first] = of_out;
}

void parameter_shape(const parameter *q, bool is_pytorch, size_t shape[PARAMETER_AXES])
{
    size_t index[PARAMETER_AXES];
    find_place(q, is_pytorch, 0, shape, index);
}

size_t parameter_place(const parameter *q, bool is_pytorch, size_t i, bool is_column_major)
{
    size_t shape[PARAMETER_AXES], index[PARAMETER_AXES], place = 0;
    if (!is_pytorch && !is_column_major)
        return i;
    find_place(q, is_pytorch, i, shape, index);
    for (int n = 0; n < q->axes; n++) {
        const int k = is_column_major ? q->axes - 1 - n : n; /* the slowest first */
        place = place * shape[k] + index[k];
    }
    return place;
}

/* ---- names of tensors ---- */

static size_t digits_of(const char *text)
{
    return strspn(text, "0123456789");
}

/* Without a number of TensorFlow's behind it: kernel:0. */
static size_t size_of_name(const char *text)
{
    const size_t size = strlen(text);
    return size > 2 && !strcmp(text + size - 2, ":0") ? size - 2 : size;
}

/* The name whose word is so long; no word where it would begin within one. */
static tensor_name split_name(const char *text, size_t word_size)
{
    const size_t size = size_of_name(text), before = size - word_size;
    tensor_name n = { .text = text };
    if (word_size > size || (before > 0 && text[before - 1] != '.' && text[before - 1] != '/'))
        return n;
    n.word = text + before;
    n.word_size = word_size;
    n.module_size = before ? before - 1 : 0;
    return n;
}

tensor_name name_of_tensor(const char *text)
{
    const size_t size = size_of_name(text);
    size_t first = size;
    while (first > 0 && text[first - 1] != '.' && text[first - 1] != '/')
        first--;
    return split_name(text, size - first);
}

static bool has_word(const char *text, const char *word, tensor_name *n)
{
    *n = split_name(text, strlen(word));
    return n->word && !memcmp(n->word, word, n->word_size);
}

/* weight_ih_l0, which is weight_ih in a cell, and weight_ih_l1 in the second layer of a stack. */
static bool has_recurrent_word(const char *text, const char *word, tensor_name *n)
{
    const size_t size = strlen(word) > 3 ? strlen(word) - 3 : 0;
    *n = name_of_tensor(text);
    if (strcmp(word + size, "_l0") != 0 || n->word_size < size || memcmp(n->word, word, size) != 0)
        return false;
    const char *rest = n->word + size;
    return !*rest || (!strncmp(rest, "_l", 2) && rest[2] && !rest[2 + digits_of(rest + 2)]);
}

bool name_fits(const char *text, const parameter *q, tensor_name *n)
{
    static const char *const others[][2] = { /* Keras's and Flax's names */
                                             { "w", "kernel" },
                                             { "gain", "gamma" },
                                             { "gain", "scale" },
                                             { "bias", "beta" },
                                             { "running_mean", "moving_mean" },
                                             { "running_var", "moving_variance" },
                                             { "running_mean", "mean" },
                                             { "running_var", "var" }
    };
    if (!q->pytorch)
        return false;
    if (has_word(text, q->pytorch, n) || has_recurrent_word(text, q->pytorch, n))
        return n->is_pytorch = true;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (!strcmp(q->kind, others[i][0]) && has_word(text, others[i][1], n))
            return true;
    return false;
}

bool name_has_module(const tensor_name *n, const char *module)
{
    const size_t size = strlen(module);
    if (n->module_size < size || memcmp(n->text + n->module_size - size, module, size) != 0)
        return false;
    const char before = n->module_size > size ? n->text[n->module_size - size - 1] : '.';
    return before == '.' || before == '/';
}

int names_order(const char *one, const char *other)
{
    while (*one && *other) {
        if (digits_of(one) && digits_of(other)) {
            one += strspn(one, "0");
            other += strspn(other, "0");
            const size_t size = digits_of(one), other_size = digits_of(other);
            if (size != other_size)
                return size < other_size ? -1 : 1;
            const int order = memcmp(one, other, size);
            if (order)
                return order;
            one += size;
            other += size;
        } else if (*one != *other) {
            return (unsigned char)*one - (unsigned char)*other;
        } else {
            one++;
            other++;
        }
    }
    return (*one != '\0') - (*other != '\0');
}
