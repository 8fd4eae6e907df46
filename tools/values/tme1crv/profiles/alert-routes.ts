import { because, type Profile } from './profile';

const SECRET = 'alertmanager-receivers';

/** Where Alertmanager mounts a key of that Secret. */
const secretFile = (key: string) => `/etc/alertmanager/secrets/${SECRET}/${key}`;

const RUNBOOKS = '{{ range .Alerts }}{{ .Annotations.summary }} {{ .Annotations.runbook_url }}\n{{ end }}';

export const alertRoutes: Profile = {
  name: 'alert-routes',
  description: `Where alerts go: critical alerts to a webhook and to Slack, warnings to Slack, everything once a day by e-mail. To be used beside another profile; adapt channel and addresses. What is secret isn't here but in a Secret of the release's namespace, which has to be there first: kubectl create secret generic ${SECRET} --from-literal=webhook-token=… --from-literal=slack-url=https://hooks.slack.com/services/… --from-literal=smtp-password=…`,
  values: {
    'kube-prometheus-stack': {
      alertmanager: {
        alertmanagerSpec: because(
          'The files that the receivers below read. Without this Secret Alertmanager does not start.',
          {
            secrets: [SECRET],
          },
        ),
        config: {
          global: because('How e-mail is sent.', {
            smtp_smarthost: 'smtp.example.com:587',
            smtp_from: 'alerts@example.com',
            smtp_auth_username: 'alerts@example.com',
            smtp_auth_password_file: secretFile('smtp-password'),
          }),
          route: {
            receiver: because('What no route below takes, such as `info`, is shown in Alertmanager alone.', 'null'),
            group_by: because('One notification for all instances of an alert: three replicas are one message.', [
              'cluster',
              'namespace',
              'alertname',
            ]),
            group_wait: because(
              'Alerts that fire together are sent together, and a notification is no later than this.',
              '15s',
            ),
            group_interval: because('News about a group, also that it is over.', '2m'),
            repeat_interval: because('While it goes on.', '4h'),
            routes: because(
              'In this order; `continue` goes on to the next one. The Watchdog always fires: send it to a service that calls when it stays away, so that the monitoring itself is watched.',
              [
                { matchers: ['alertname =~ "Watchdog|InfoInhibitor"'], receiver: 'null' },
                {
                  matchers: ['severity =~ "critical|warning"'],
                  receiver: 'mail',
                  group_by: ['cluster', 'namespace'],
                  group_wait: '10m',
                  group_interval: '1h',
                  repeat_interval: '24h',
                  continue: true,
                },
                { matchers: ['severity = "critical"'], receiver: 'pager', continue: true },
                { matchers: ['severity =~ "critical|warning"'], receiver: 'chat' },
              ],
            ),
          },
          receivers: because('Whom the routes name. Alertmanager reads what is secret from the Secret above.', [
            { name: 'null' },
            {
              name: 'pager',
              webhook_configs: [
                {
                  url: 'https://pager.example.com/alertmanager',
                  send_resolved: true,
                  http_config: { authorization: { credentials_file: secretFile('webhook-token') } },
                },
              ],
            },
            {
              name: 'chat',
              slack_configs: [
                {
                  api_url_file: secretFile('slack-url'),
                  channel: '#alerts',
                  send_resolved: true,
                  title: '{{ .Status | toUpper }} {{ .CommonLabels.severity }}: {{ .CommonLabels.alertname }}',
                  text: RUNBOOKS,
                },
              ],
            },
            {
              name: 'mail',
              email_configs: [{ to: 'team@example.com', send_resolved: true }],
            },
          ]),
        },
      },
    },
  },
};
