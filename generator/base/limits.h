/* limits.h - how much of each limit counts. */
#ifndef BPGEN_LIMITS_H
#define BPGEN_LIMITS_H

#ifndef LIMITS_SHARE /* the fuzzer takes a part of every limit, so that a run takes milliseconds */
#define LIMITS_SHARE 1
#endif

#endif
