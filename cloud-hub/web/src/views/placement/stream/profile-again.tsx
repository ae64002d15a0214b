import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { profileStream } from '../../../api/placements.ts';

interface ProfileAgainProps {
  readonly device: string;
  readonly stream: string;
}

/** Asks the device to time every variant again, when it is idle. */
export function ProfileAgain({ device, stream }: ProfileAgainProps) {
  const ask = useMutation({
    mutationFn: () => profileStream(device, stream),
    onSuccess: () =>
      notifications.show({ message: `${device} measures its variants when it is idle.` }),
    onError: (error) => notifications.show({ message: `Not asked: ${error.message}` }),
  });
  return (
    <Button size="xs" variant="default" loading={ask.isPending} onClick={() => ask.mutate()}>
      Measure again
    </Button>
  );
}
