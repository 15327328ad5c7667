import { type ZodType, z } from 'zod';

/** The same schema, refusing keys that it does not know instead of dropping them: a misspelt option must not be lost. */
export function strictly(schema: ZodType<object>): ZodType<object> {
  const isOpen = schema instanceof z.ZodObject && schema.def.catchall === undefined;
  return isOpen ? (schema.strict() as unknown as ZodType<object>) : schema;
}
