/** Whether the app is on its way out; handlers look at it. */
export class Lifecycle {
  stopping = false;
}
