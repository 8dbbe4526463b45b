/* names.c - names of tensors and of parameters. */
#include <string.h>

#include "weights/matching.h"

const char *parameter_layer(arena *a, const parameter *q)
{
    const char *ending = q->axes == 1 ? "_b" : "_w"; /* hidden_w; w1 */
    const size_t size = strlen(q->name);
    if (size <= 2 || strcmp(q->name + size - 2, ending) != 0)
        return NULL;
    return arena_printf(a, "%.*s", (int)size - 2, q->name);
}

const char *parameter_text(arena *a, const parameter *q)
{
    text t = { .arena = a };
    text_add(&t, "%s", q->name);
    for (int k = 0; k < q->axes; k++)
        text_add(&t, "[%d]", q->axis[k]);
    return t.at;
}

bool parameter_is_of_layer(arena *a, const parameter *q)
{
    const char *numbered = arena_printf(a, q->axes == 1 ? "b%d" : "w%d", q->layer);
    return q->layer > 0 && (parameter_layer(a, q) || !strcmp(q->name, numbered));
}

/* PyTorch's shape: out x in x kernel, or in x out x kernel, where a kernel of groups has the filters
 * of one alone; and the index there of our number i. */
static void in_pytorch(const parameter *q, size_t i, size_t shape[PARAMETER_AXES],
                       size_t index[PARAMETER_AXES])
{
    const int last = q->axes - 1;
    size_t own[PARAMETER_AXES];
    for (int k = last; k >= 0; i /= (size_t)q->axis[k--])
        own[k] = i % (size_t)q->axis[k];
    for (int k = 0; k <= last; k++) {
        shape[k] = (size_t)q->axis[k < 2 ? 0 : k - 2];
        index[k] = own[k < 2 ? 0 : k - 2];
    }
    if (q->axes == 1)
        return;
    const size_t in = (size_t)q->axis[last - 1], out = (size_t)q->axis[last];
    const size_t groups = q->in_first ? (size_t)q->groups : 1, filters = out / groups;
    const size_t of_in = own[last] / filters * in + own[last - 1], of_out = own[last] % filters;
    shape[!q->in_first] = in * groups;
    shape[q->in_first] = filters;
    index[!q->in_first] = of_in;
    index[q->in_first] = of_out;
}

void parameter_pytorch_shape(const parameter *q, size_t shape[PARAMETER_AXES])
{
    size_t index[PARAMETER_AXES];
    in_pytorch(q, 0, shape, index);
}

size_t parameter_pytorch_place(const parameter *q, size_t i, bool is_column_major)
{
    size_t shape[PARAMETER_AXES], index[PARAMETER_AXES], place = 0;
    in_pytorch(q, i, shape, index);
    for (int n = 0; n < q->axes; n++) {
        const int k = is_column_major ? q->axes - 1 - n : n; /* the slowest first */
        place = place * shape[k] + index[k];
    }
    return place;
}

tensor_name tensor_name_of(const char *text)
{
    tensor_name n = { .text = text, .word = text, .word_size = strlen(text) };
    for (const char *c = text; *c; c++)
        if (*c == '.' || *c == '/') {
            n.module_size = (size_t)(c - text);
            n.word_size -= (size_t)(c + 1 - n.word);
            n.word = c + 1;
        }
    if (n.word_size > 2 && !strcmp(n.word + n.word_size - 2, ":0"))
        n.word_size -= 2;
    return n;
}

bool name_has_word(const tensor_name *n, const char *word)
{
    return n->word_size == strlen(word) && !memcmp(n->word, word, n->word_size);
}

bool name_has_module(const tensor_name *n, const char *module)
{
    const size_t size = strlen(module);
    if (n->module_size < size || memcmp(n->text + n->module_size - size, module, size) != 0)
        return false;
    const char before = n->module_size > size ? n->text[n->module_size - size - 1] : '.';
    return before == '.' || before == '/';
}

static size_t digits_of(const char *text)
{
    return strspn(text, "0123456789");
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
