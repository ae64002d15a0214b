/** For people, by the name of the form; kept apart from what makes them, which loads the runtime. */
export const formTitles = {
  fp32: 'float32',
  'int8-weights': 'int8 weights',
  'int8-weights-2d': 'int8 weights, kernels for images',
  int8: 'int8 weights and activations',
  'int8-but-first': 'int8 weights and activations, the first convolution in float32',
  fp16: 'float16',
} as const;
export type FormName = keyof typeof formTitles;
