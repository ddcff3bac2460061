import { Notification } from 'electron';

export interface NotificationText {
  readonly title: string;
  readonly body: string;
}

/** Those on screen: one that nobody holds may be collected, and its click with it. */
const shown = new Set<Notification>();

/** Shows a notification of the system, where there are such. `onClick`: somebody wants to see more. */
export function showNotification({ title, body }: NotificationText, onClick: () => void): void {
  if (!Notification.isSupported()) return;
  const notification = new Notification({ title, body });
  shown.add(notification);
  notification.on('click', () => {
    shown.delete(notification);
    onClick();
  });
  for (const end of ['close', 'failed'] as const) {
    // `on` has an overload for each event, and none for two of them.
    (notification.on as (event: string, listener: () => void) => void).call(notification, end, () =>
      shown.delete(notification),
    );
  }
  notification.show();
}
