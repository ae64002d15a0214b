/** Execution providers that a variant may run on, the best first. Its name says what it was made for. */
export const providersOf = (variant: string): readonly string[] =>
  variant.startsWith('gpu-') ? ['tensorrt', 'cuda', 'webgpu'] : ['cpu'];
