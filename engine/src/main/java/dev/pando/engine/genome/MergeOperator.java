package dev.pando.engine.genome;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/// A way to make one change of several. All of them work on ΔW, matrix by matrix; factors are never mixed.
///
/// Alternatives to [Router], each with a known weakness: whatever averages weights loses most of what each of them could.
public sealed interface MergeOperator {

    /// Weighted sum, `Σ w_k · ΔW_k`.
    ///
    /// @param weights one for each change
    record Linear(List<Double> weights) implements MergeOperator {

        /// Copies the list.
        public Linear {
            weights = List.copyOf(weights);
        }

        /// Centram's: 0.85 of one's own, 0.15 divided among the others.
        public static Linear own(int changes) {
            double[] weights = new double[changes];
            for (int k = 0; k < changes; k++) weights[k] = changes == 1 ? 1 : k == 0 ? OWN : (1 - OWN) / (changes - 1);
            return new Linear(Arrays.stream(weights).boxed().toList());
        }

        /// The mean.
        public static Linear mean(int changes) {
            return new Linear(Collections.nCopies(changes, 1.0 / changes));
        }
    }

    /// What Centram keeps of its own adapter.
    double OWN = 0.85;

    /// Task arithmetic (Ilharco et al. 2022): `λ · Σ w_k · ΔW_k`.
    ///
    /// @param lambda  strength of the sum
    /// @param weights one for each change
    record TaskArithmetic(double lambda, List<Double> weights) implements MergeOperator {

        /// Copies the list.
        public TaskArithmetic {
            weights = List.copyOf(weights);
        }
    }

    /// Along the arc between two changes (Shoemake 1985). More than two are taken one by one, so that each weighs the same:
    /// the result of the first `k` and the next at `t = 1 / (k + 1)`; `t` is used where there are two.
    ///
    /// @param t 0 for the first, 1 for the second
    record Slerp(double t) implements MergeOperator {}

    /// TIES (Yadav et al. 2023): of each change only the largest elements stay, each element elects a sign by the weighted sum,
    /// and those that agree with it are averaged (or added up).
    ///
    /// @param density   share of elements that stay
    /// @param lambda    strength of the result
    /// @param weights   one for each change
    /// @param normalise whether the weights of those that agree are divided out
    record Ties(double density, double lambda, List<Double> weights, boolean normalise) implements MergeOperator {

        /// Copies the list.
        public Ties {
            weights = List.copyOf(weights);
        }
    }

    /// DARE (Yu et al. 2023): elements are dropped by chance, those that stay grow by `1 / density`, then a weighted sum.
    ///
    /// @param density share of elements that stay
    /// @param weights one for each change
    /// @param seed    of the chance
    record Dare(double density, List<Double> weights, long seed) implements MergeOperator {

        /// Copies the list.
        public Dare {
            weights = List.copyOf(weights);
        }
    }

    /// DARE's chance instead of TIES' choice, then TIES' election.
    ///
    /// @param density   share of elements that stay
    /// @param lambda    strength of the result
    /// @param weights   one for each change
    /// @param normalise whether the weights of those that agree are divided out
    /// @param seed      of the chance
    record DareTies(double density, double lambda, List<Double> weights, boolean normalise, long seed)
            implements
                MergeOperator {

        /// Copies the list.
        public DareTies {
            weights = List.copyOf(weights);
        }
    }

    /// As it is called on a command line: `linear`, `task`, `slerp`, `ties`, `dare`, `dare_ties`.
    default String label() {
        return switch (this) {
            case Linear l -> "linear";
            case TaskArithmetic t -> "task";
            case Slerp s -> "slerp";
            case Ties t -> "ties";
            case Dare d -> "dare";
            case DareTies d -> "dare_ties";
        };
    }
}
