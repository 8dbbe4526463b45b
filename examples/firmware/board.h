#include <stddef.h>
#include <stdint.h>

void say(const char *text);
void say_number(const char *before, long number, const char *after);
void stack_paint(void);
long stack_used(void); /* at most, since stack_paint in the same function */
