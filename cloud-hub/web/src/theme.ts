import { createTheme, type MantineColorsTuple, Modal } from '@mantine/core';

const cold: MantineColorsTuple = [
  '#eaf1f8',
  '#d8e5f2',
  '#b5cde5',
  '#8fb3d7',
  '#6d9ccb',
  '#4a83b8',
  '#1a5795',
  '#164b81',
  '#12406e',
  '#0d3157',
];
/** Mantine draws dark surfaces from this ramp: text at 0, borders at 4, raised at 6, the page at 7. */
const dark: MantineColorsTuple = [
  '#dde1e4',
  '#b4bcc3',
  '#a0a9b1',
  '#757f88',
  '#4a5259',
  '#393f45',
  '#292e33',
  '#212529',
  '#191c1f',
  '#141719',
];
const oneSize = { fontSize: '14px', lineHeight: '20px' };

/** Mantine's parts on our tokens: three text sizes (12, 14, 20), two weights, a 4 px grid. */
export const theme = createTheme({
  colors: { cold, dark },
  primaryColor: 'cold',
  primaryShade: { light: 6, dark: 6 },
  defaultRadius: 4,
  respectReducedMotion: true,
  cursorType: 'pointer',
  fontFamily:
    'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif',
  fontSizes: { xs: '12px', sm: '14px', md: '14px', lg: '14px', xl: '20px' },
  lineHeights: { xs: '16px', sm: '20px', md: '20px', lg: '20px', xl: '28px' },
  fontWeights: { regular: '400', medium: '600', bold: '600' },
  spacing: { xs: '4px', sm: '8px', md: '12px', lg: '16px', xl: '24px' },
  // A cross has no name of its own for a screen reader.
  components: {
    Modal: Modal.extend({ defaultProps: { closeButtonProps: { 'aria-label': 'Close' } } }),
  },
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '20px', lineHeight: '28px' },
      h2: oneSize,
      h3: oneSize,
      h4: oneSize,
      h5: oneSize,
      h6: oneSize,
    },
  },
});
