/** ln of the gamma function for x > 0 (Lanczos, g = 7, n = 9: 15 digits). */
function logGamma(x: number): number {
  const terms = [
    676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406,
    12.507343278686905, -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
  ];
  const z = x - 1;
  const sum = terms.reduce((s, term, i) => s + term / (z + i + 1), 0.9999999999998099);
  const t = z + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(t) - t + Math.log(sum);
}

const logBeta = (a: number, b: number): number => logGamma(a) + logGamma(b) - logGamma(a + b);
const logChoose = (n: number, k: number): number => -Math.log(n + 1) - logBeta(n - k + 1, k + 1);

/** P(X ≥ from) of a distribution over 0..n, from the logs of its terms. */
function upperTail(n: number, from: number, logTerm: (k: number) => number): number {
  if (from <= 0) return 1;
  let sum = 0;
  for (let k = from; k <= n; k++) sum += Math.exp(logTerm(k));
  return Math.min(1, sum);
}

/** P(X ≥ k) where X counts n independent events of probability p each. */
export function binomialUpperTail(k: number, n: number, p: number): number {
  if (k <= 0) return 1;
  if (p <= 0 || k > n) return 0;
  if (p >= 1) return 1;
  const [yes, no] = [Math.log(p), Math.log1p(-p)];
  return upperTail(n, k, (i) => logChoose(n, i) + i * yes + (n - i) * no);
}

const betaBinomial =
  (n: number, a: number, b: number) =>
  (k: number): number =>
    logChoose(n, k) + logBeta(k + a, n - k + b) - logBeta(a, b);

/** P(X ≥ k) where the probability itself is only known as Beta(a, b): the beta-binomial predictive. */
export const betaBinomialUpperTail = (k: number, n: number, a: number, b: number): number =>
  upperTail(n, k, betaBinomial(n, a, b));

/** The largest count that such an X exceeds with a probability below `chance`, at most. */
export function betaBinomialAtMost(n: number, a: number, b: number, chance: number): number {
  const logTerm = betaBinomial(n, a, b);
  let sum = 0;
  for (let k = n; k > 0; k--) {
    sum += Math.exp(logTerm(k));
    if (sum >= chance) return k;
  }
  return 0;
}

/** The value that a share `q` of the values does not exceed (nearest rank); null for none. */
export function quantile(values: readonly number[], q: number): number | null {
  const sorted = [...values].sort((x, y) => x - y);
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? null;
}

/** The terms of a Poisson count whose rate is only known as Gamma(shape, 1), times `mean`: negative binomial. */
const gammaPoisson =
  (shape: number, mean: number) =>
  (k: number): number =>
    logGamma(k + shape) -
    logGamma(k + 1) -
    logGamma(shape) +
    k * Math.log(mean) -
    (k + shape) * Math.log1p(mean);

/** P(X ≥ k) of a Poisson count of rate `mean` · Gamma(shape, 1). */
export function gammaPoissonUpperTail(k: number, shape: number, mean: number): number {
  if (k <= 0) return 1;
  if (mean <= 0) return 0;
  const logTerm = gammaPoisson(shape, mean);
  let below = 0;
  for (let i = 0; i < k; i++) below += Math.exp(logTerm(i));
  return Math.max(0, 1 - below);
}

/** The least count that such an X exceeds with a probability below `chance`. */
export function gammaPoissonAtMost(shape: number, mean: number, chance: number): number {
  if (mean <= 0) return 0;
  const logTerm = gammaPoisson(shape, mean);
  let upTo = 0;
  for (let k = 0; ; k++) {
    upTo += Math.exp(logTerm(k));
    if (1 - upTo < chance) return k;
  }
}
