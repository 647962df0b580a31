"""WHICH ALTERNATIVE: the whole chain as a list of calls, replications in parallel, paired comparison."""
