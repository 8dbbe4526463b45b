/* board.c - a Cortex-M4 from reset on (QEMU's mps2-an386), and its words to the debugger. */
#include "board.h"

#include <string.h>

extern char data_source[], data_start[], data_size[], bss_start[], bss_size[], stack_top[];
int main(void);

void say(const char *text) /* semihosting: SYS_WRITE0 */
{
    register int call __asm__("r0") = 4;
    register const char *words __asm__("r1") = text;
    __asm__ volatile("bkpt 0xab" : "+r"(call) : "r"(words) : "memory");
}

void say_number(const char *before, long number, const char *after)
{
    char digits[12], *at = digits + sizeof digits - 1;
    unsigned long rest = number < 0 ? 0UL - (unsigned long)number : (unsigned long)number;
    *at = '\0';
    do
        *--at = (char)('0' + rest % 10);
    while (rest /= 10);
    if (number < 0)
        *--at = '-';
    say(before);
    say(at);
    say(after);
}

static void leave(int code) /* SYS_EXIT_EXTENDED */
{
    const int why[2] = { 0x20026, code };
    register int call __asm__("r0") = 0x20;
    register const int *with __asm__("r1") = why;
    __asm__ volatile("bkpt 0xab" : "+r"(call) : "r"(with) : "memory");
    for (;;)
        continue;
}

/* ---- the stack, painted below its end ---- */

enum { PAINT = 0x5a, PAINTED = 8192 };

__attribute__((noinline)) void stack_paint(void)
{
    volatile char *end = (volatile char *)__builtin_frame_address(0) - 64;
    for (long i = 1; i <= PAINTED; i++)
        end[-i] = PAINT;
}

__attribute__((noinline)) long stack_used(void)
{
    volatile char *end = (volatile char *)__builtin_frame_address(0) - 64;
    long deepest = PAINTED;
    while (deepest > 0 && end[-deepest] == PAINT)
        deepest--;
    return deepest ? deepest + 64 : 0;
}

void reset(void);
void reset(void)
{
    *(volatile uint32_t *)0xe000ed88 |= 0xf << 20; /* CPACR: the floating-point unit */
    __asm__ volatile("dsb\n isb");
    memcpy(data_start, data_source, (uintptr_t)data_size);
    memset(bss_start, 0, (uintptr_t)bss_size);
    leave(main());
}

static void fault(void)
{
    say("fault\n");
    leave(99);
}

__attribute__((section(".vectors"), used)) static const void *const vectors[16] = {
    stack_top,     (void *)reset, (void *)fault, (void *)fault,
    (void *)fault, (void *)fault, (void *)fault
};
