"""Part I, instrumental convergence: what plans for different goals have in common."""
