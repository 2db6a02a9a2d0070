/* A fault that the program survives by itself, on a signal stack of its own. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <signal.h>
#include <stdlib.h>

static sigjmp_buf back;
static volatile int on_stack;
static char *stack;

static void handle(int number)
{
    char here;
    on_stack = &here >= stack && &here < stack + 65536;
    siglongjmp(back, number);
}

/* Whether anybody had a signal stack in this thread before. */
int had_a_stack(void)
{
    stack_t old;
    return sigaltstack(NULL, &old) == 0 && !(old.ss_flags & SS_DISABLE);
}

/* 100 * the signal + whether its handler ran on the stack that was made for it. */
int survive(void)
{
    stack = malloc(65536);
    stack_t own = {.ss_sp = stack, .ss_size = 65536};
    sigaltstack(&own, NULL);
    struct sigaction action = {.sa_handler = handle, .sa_flags = SA_ONSTACK};
    sigaction(SIGSEGV, &action, NULL);
    int number = sigsetjmp(back, 1);
    if (number == 0)
        *(volatile int *)8 = 1;
    return 100 * number + on_stack;
}
