import { type Attributes, intAttribute, intsAttribute } from './attribute.ts';
import { OnnxError } from './error.ts';
import { type Infer, need } from './operands.ts';
import { type ElementType, elementTypeOfCode } from './value.ts';

const like: Infer = (inputs, attributes) => {
  const { type, shape } = need(inputs, 0);
  return [{ type: elementType(attributes, type), shape }];
};

const ofShape: Infer = (_, attributes) => {
  const shape = intsAttribute(attributes, 'shape');
  if (!shape) throw new OnnxError('structure', 'a random tensor needs a shape');
  return [{ type: elementType(attributes, 'float32'), shape }];
};

function elementType(attributes: Attributes, otherwise: ElementType): ElementType {
  const code = intAttribute(attributes, 'dtype', 0);
  const type = code === 0 ? otherwise : elementTypeOfCode(code);
  if (!type) throw new OnnxError('unsupported', 'random numbers of a type that is not supported');
  return type;
}

/** Known so that a network that samples its latent can be read; the import puts μ in their place. */
export const INFER_RANDOM: Readonly<Record<string, Infer>> = {
  RandomNormal: ofShape,
  RandomNormalLike: like,
  RandomUniform: ofShape,
  RandomUniformLike: like,
};
