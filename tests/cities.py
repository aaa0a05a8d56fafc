"""Tables as a city's signalements give them: busy and quiet quartiers, common and rare categories, a season."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


def city_counts(shape: tuple[int, ...], mean: float, seed: int) -> npt.NDArray[np.int64]:
    """Negative binomial counts around log-normal effects of each dimension."""
    random = np.random.default_rng(seed)
    expected = np.ones(shape)
    for d, spread in zip(range(len(shape)), (0.7, 1.0, 0.3), strict=False):
        effect = np.exp(random.normal(0, spread, shape[d]))
        expected = expected * effect.reshape([-1 if k == d else 1 for k in range(len(shape))])
    expected *= mean / expected.mean()
    return random.poisson(expected * random.gamma(2.0, 0.5, shape)).astype(np.int64)
