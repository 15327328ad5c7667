import { type Model, type ObjectKey, perKey } from '../model.ts';
import { type CasRegisterOperation, casRegister } from './cas-register.ts';
import type { RegisterValue } from './register.ts';

export type MultiRegisterOperation = CasRegisterOperation & { readonly key: ObjectKey };

/** Many compare-and-set registers, each with a key. No operation touches two of them. */
export const multiRegister: Model<RegisterValue, MultiRegisterOperation, RegisterValue> = perKey(
  'multi-register',
  casRegister,
);
