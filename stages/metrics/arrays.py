"""Names for the arrays that metrics pass around."""

from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.floating[Any]]
Codes = npt.NDArray[np.intp]  # category of each cell: 0, 1, ..., every code taken
Indices = npt.NDArray[np.intp]
