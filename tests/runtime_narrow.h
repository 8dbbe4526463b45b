/* runtime_narrow.h - the whole evaluator once more, in narrower arithmetic, under other names:
 * what its bounds are about. Included by one file that defines RUNTIME_SCALAR and NARROW(name). */
#pragma GCC diagnostic ignored "-Wconversion" /* narrowing is the point */
#pragma GCC diagnostic ignored "-Wfloat-conversion"

#define arithmetic_of NARROW(arithmetic_of)
#define contract_adjoint NARROW(contract_adjoint)
#define derivative_of NARROW(derivative_of)
#define eval_node NARROW(eval_node)
#define eval_nodes NARROW(eval_nodes)
#define eval_mean NARROW(eval_mean)
#define eval_mean_of NARROW(eval_mean_of)
#define gradient_of_losses NARROW(gradient_of_losses)
#define runtime_reserve NARROW(runtime_reserve)
#define jet_accumulate NARROW(jet_accumulate)
#define jet_add NARROW(jet_add)
#define jet_amax NARROW(jet_amax)
#define jet_chain NARROW(jet_chain)
#define jet_concat NARROW(jet_concat)
#define jet_constant NARROW(jet_constant)
#define jet_contract NARROW(jet_contract)
#define jet_gate NARROW(jet_gate)
#define jet_gather NARROW(jet_gather)
#define jet_is_amax NARROW(jet_is_amax)
#define jet_is_zero NARROW(jet_is_zero)
#define jet_join NARROW(jet_join)
#define jet_log_softmax NARROW(jet_log_softmax)
#define jet_logsumexp NARROW(jet_logsumexp)
#define jet_lower NARROW(jet_lower)
#define jet_matmul NARROW(jet_matmul)
#define jet_matmul_t NARROW(jet_matmul_t)
#define jet_move NARROW(jet_move)
#define jet_neg NARROW(jet_neg)
#define jet_of NARROW(jet_of)
#define jet_outer NARROW(jet_outer)
#define jet_partial NARROW(jet_partial)
#define jet_scatter NARROW(jet_scatter)
#define jet_softmax NARROW(jet_softmax)
#define jet_spread NARROW(jet_spread)
#define jet_sub NARROW(jet_sub)
#define jet_sum NARROW(jet_sum)
#define jet_upper NARROW(jet_upper)
#define jet_zero NARROW(jet_zero)
#define number_constant NARROW(number_constant)
#define number_gate NARROW(number_gate)
#define program_append NARROW(program_append)
#define program_free NARROW(program_free)
#define program_make NARROW(program_make)
#define program_need NARROW(program_need)
#define plane_add NARROW(plane_add)
#define plane_add_outer NARROW(plane_add_outer)
#define plane_new NARROW(plane_new)
#define plane_new_zeroed NARROW(plane_new_zeroed)
#define stable_form NARROW(stable_form)
#define sweep_give NARROW(sweep_give)
#define sweep_through NARROW(sweep_through)
#define runtime_backward NARROW(runtime_backward)
#define runtime_bounds NARROW(runtime_bounds)
#define runtime_forward NARROW(runtime_forward)
#define runtime_free NARROW(runtime_free)
#define runtime_loss NARROW(runtime_loss)
#define runtime_new NARROW(runtime_new)
#define runtime_state_free NARROW(runtime_state_free)
#define runtime_state_new NARROW(runtime_state_new)
#define runtime_step NARROW(runtime_step)

#define is stable_is
#define NONE PROGRAM_NONE
#include "../runtime/program.c"
#undef NONE
#define NONE STABLE_NONE
#include "../runtime/stable.c"
#undef is
#undef NONE
#include "../runtime/eval.c"
#include "../runtime/adjoints.c"
#include "../runtime/gradient.c"
#include "../runtime/open.c"
#include "../runtime/batch.c"
#include "../runtime/contract.c"
#include "../runtime/jet.c"
#include "../runtime/lookup.c"
#include "../runtime/number.c"
#include "../runtime/product.c"
#include "../runtime/softmax.c"
#define add optimizer_add
#define step optimizer_step
#include "../runtime/optimizers.c"
