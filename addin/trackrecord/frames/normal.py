"""The normal distribution in plain arithmetic, since no engine of data frames has it.

Numbers agree with `statistics.NormalDist` to 1e-14 (a test says so).

Sources: Hart et al. 1968, Computer Approximations, function ERFC 5666, in the form of West 2005,
Wilmott Magazine, May, 70-76; Wichura 1988, Applied Statistics 37:477, algorithm AS 241.
"""

import math
from collections.abc import Sequence

import narwhals as nw

from trackrecord.frames.engines import LazyRows

_HART_ABOVE = (
    0.0352624965998911,
    0.700383064443688,
    6.37396220353165,
    33.912866078383,
    112.079291497871,
    221.213596169931,
    220.206867912376,
)
_HART_BELOW = (
    0.0883883476483184,
    1.75566716318264,
    16.064177579207,
    86.7807322029461,
    296.564248779674,
    637.333633378831,
    793.826512519948,
    440.413735824752,
)
_LONG_TAIL = 7.07106781186547
_NOTHING_LEFT = 37.0  # the tail beyond is nothing to a float

# Of each range of AS 241 the polynomials above and below the line, highest power first.
_CENTRAL = (
    (
        2.5090809287301226727e3,
        3.3430575583588128105e4,
        6.7265770927008700853e4,
        4.5921953931549871457e4,
        1.3731693765509461125e4,
        1.9715909503065514427e3,
        1.3314166789178437745e2,
        3.3871328727963666080,
    ),
    (
        5.2264952788528545610e3,
        2.8729085735721942674e4,
        3.9307895800092710610e4,
        2.1213794301586595867e4,
        5.3941960214247511077e3,
        6.8718700749205790830e2,
        4.2313330701600911252e1,
        1.0,
    ),
)
_OUTER = (
    (
        7.74545014278341407640e-4,
        2.27238449892691845833e-2,
        2.41780725177450611770e-1,
        1.27045825245236838258,
        3.64784832476320460504,
        5.76949722146069140550,
        4.63033784615654529590,
        1.42343711074968357734,
    ),
    (
        1.05075007164441684324e-9,
        5.47593808499534494600e-4,
        1.51986665636164571966e-2,
        1.48103976427480074590e-1,
        6.89767334985100004550e-1,
        1.67638483018380384940,
        2.05319162663775882187,
        1.0,
    ),
)
_FAR_OUT = (
    (
        2.01033439929228813265e-7,
        2.71155556874348757815e-5,
        1.24266094738807843860e-3,
        2.65321895265761230930e-2,
        2.96560571828504891230e-1,
        1.78482653991729133580,
        5.46378491116411436990,
        6.65790464350110377720,
    ),
    (
        2.04426310338993978564e-15,
        1.42151175831644588870e-7,
        1.84631831751005468180e-5,
        7.86869131145613259100e-4,
        1.48753612908506148525e-2,
        1.36929880922735805310e-1,
        5.99832206555887937690e-1,
        1.0,
    ),
)


def density(u: nw.Expr) -> nw.Expr:
    """The standard normal density at u."""
    return (u * u * -0.5).exp() * (1 / math.sqrt(2 * math.pi))


def with_below(rows: LazyRows, u: str, name: str) -> LazyRows:
    """With a column of the probability of less than u, a column.

    Within 1e-15 of the true value for any u between -37 and 37; 0 or 1 beyond.
    """
    size, bell = nw.col(f"{name}_size"), nw.col(f"{name}_bell")
    # What a formula uses often is a column of its own, so that no engine computes it often.
    rows = rows.with_columns(**{f"{name}_size": nw.col(u).abs().clip(0.0, _NOTHING_LEFT)})
    rows = rows.with_columns(**{f"{name}_bell": (size * size * -0.5).exp()})
    near = bell * _polynomial(size, _HART_ABOVE) / _polynomial(size, _HART_BELOW)
    fraction = size + 0.65
    for part in (4, 3, 2, 1):
        fraction = size + float(part) / fraction
    far = bell / fraction * (1 / math.sqrt(2 * math.pi))
    rows = rows.with_columns(
        **{f"{name}_tail": nw.when(size < _LONG_TAIL).then(near).otherwise(far)}
    )
    tail = nw.col(f"{name}_tail")
    rows = rows.with_columns(**{name: nw.when(nw.col(u) > 0.0).then(1.0 - tail).otherwise(tail)})
    return rows.drop(f"{name}_size", f"{name}_bell", f"{name}_tail")


def with_central_quantile(rows: LazyRows, level: str, name: str) -> LazyRows:
    """With a column of how many spreads the central interval of a level reaches to each side.

    The normal quantile of (1 + level)/2, for levels between 0 and 1. Within 1e-15 of the true
    value, relatively.
    """
    half, inside, root = (nw.col(f"{name}_{part}") for part in ("half", "inside", "root"))
    rows = rows.with_columns(
        **{
            f"{name}_half": nw.col(level) * 0.5,
            f"{name}_inside": 0.180625 - nw.col(level) * nw.col(level) * 0.25,
            f"{name}_root": (-((1.0 - nw.col(level)) * 0.5).log()).sqrt(),
        }
    )
    rows = rows.with_columns(**{f"{name}_outer": root - 1.6, f"{name}_far": root - 5.0})
    outer, far = nw.col(f"{name}_outer"), nw.col(f"{name}_far")
    value = (
        nw.when(half <= 0.425)
        .then(half * _rational(inside, _CENTRAL))
        .otherwise(
            nw.when(root <= 5.0).then(_rational(outer, _OUTER)).otherwise(_rational(far, _FAR_OUT))
        )
    )
    steps = ("half", "inside", "root", "outer", "far")
    return rows.with_columns(**{name: value}).drop(*(f"{name}_{part}" for part in steps))


def _rational(x: nw.Expr, parts: tuple[Sequence[float], Sequence[float]]) -> nw.Expr:
    return _polynomial(x, parts[0]) / _polynomial(x, parts[1])


def _polynomial(x: nw.Expr, coefficients: Sequence[float]) -> nw.Expr:
    """By Horner's rule, the highest power first."""
    value = x * coefficients[0] + coefficients[1]
    for one in coefficients[2:]:
        value = value * x + one
    return value
