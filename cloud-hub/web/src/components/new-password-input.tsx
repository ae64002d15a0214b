import { PasswordInput } from '@mantine/core';

const leastLength = 12;

interface NewPasswordInputProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (password: string) => void;
  /** The field of its dialog in which one begins. */
  readonly first?: boolean;
}

export const NewPasswordInput = ({ label, value, onChange, first }: NewPasswordInputProps) => (
  <PasswordInput
    label={label}
    description={`At least ${leastLength} characters`}
    autoComplete="new-password"
    minLength={leastLength}
    required
    value={value}
    onChange={(event) => onChange(event.currentTarget.value)}
    data-autofocus={first}
  />
);
