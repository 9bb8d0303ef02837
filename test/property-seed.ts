import fc from 'fast-check';

/**
 * Property tests draw the same values in every run, so that a change is judged by itself and not by luck. To look for new
 * counterexamples, draw others: `PROPERTY_SEED=$RANDOM npm test`.
 */
fc.configureGlobal({ seed: Number(process.env.PROPERTY_SEED ?? 20261121) });
