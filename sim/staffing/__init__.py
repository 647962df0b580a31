"""HOW MANY: Erlang B, C, A and the simulation say how many people are needed in every interval."""
