/** The fields that Alertmanager's configuration has (https://prometheus.io/docs/alerting/latest/configuration). It refuses a file with any other. */
const words = (text: string): readonly string[] => text.split(' ');

export const CONFIG = words(
  'global route inhibit_rules receivers templates mute_time_intervals time_intervals tracing event_recorder',
);

export const GLOBAL = words(
  'resolve_timeout http_config jira_api_url smtp_from smtp_hello smtp_smarthost smtp_auth_username smtp_auth_password smtp_auth_password_file smtp_auth_secret smtp_auth_secret_file smtp_auth_identity smtp_require_tls smtp_tls_config smtp_force_implicit_tls slack_api_url slack_api_url_file slack_app_token slack_app_token_file slack_app_url pagerduty_url opsgenie_api_url opsgenie_api_key opsgenie_api_key_file wechat_api_url wechat_api_secret wechat_api_secret_file wechat_api_corp_id victorops_api_url victorops_api_key victorops_api_key_file telegram_api_url telegram_bot_token telegram_bot_token_file webex_api_url rocketchat_api_url rocketchat_token rocketchat_token_file rocketchat_token_id rocketchat_token_id_file mattermost_webhook_url mattermost_webhook_url_file',
);

export const ROUTE = words(
  'receiver group_by continue match match_re matchers group_wait group_interval repeat_interval mute_time_intervals active_time_intervals routes',
);

export const INHIBIT_RULE = words(
  'name source_match source_match_re source_matchers target_match target_match_re target_matchers equal sources',
);

export const INTERVAL = words('times weekdays days_of_month months years location');

interface Integration {
  readonly fields: readonly string[];
  /** Of each group one is needed, here or in `global`. */
  readonly needs: readonly (readonly string[])[];
}

const integration = (fields: string, ...needs: string[]): Integration => ({
  fields: words(`send_resolved http_config ${fields}`),
  needs: needs.map(words),
});

/** By the key of a receiver. `global.NAME` is a field of `global` that stands in. */
export const INTEGRATIONS: Readonly<Record<string, Integration>> = {
  webhook_configs: integration('url url_file max_alerts timeout payload', 'url url_file'),
  slack_configs: integration(
    'api_url api_url_file app_token app_token_file app_url channel username color title title_link pretext text fields short_fields footer fallback callback_id icon_emoji icon_url image_url thumb_url link_names mrkdwn_in actions timeout message_text update_message',
    'api_url api_url_file app_token app_token_file global.slack_api_url global.slack_api_url_file global.slack_app_token global.slack_app_token_file',
  ),
  email_configs: integration(
    'to from hello smarthost auth_username auth_password auth_password_file auth_secret auth_secret_file auth_identity headers html text require_tls tls_config force_implicit_tls threading',
    'to',
    'from global.smtp_from',
    'smarthost global.smtp_smarthost',
  ),
  pagerduty_configs: integration(
    'service_key service_key_file routing_key routing_key_file url client client_url description details images links source severity class component group timeout',
    'service_key service_key_file routing_key routing_key_file',
  ),
  opsgenie_configs: integration(
    'api_key api_key_file api_url message description source details entity responders actions tags note priority update_alerts',
    'api_key api_key_file global.opsgenie_api_key global.opsgenie_api_key_file',
  ),
  victorops_configs: integration(
    'api_key api_key_file api_url routing_key message_type state_message entity_display_name monitoring_tool custom_fields',
    'routing_key',
    'api_key api_key_file global.victorops_api_key global.victorops_api_key_file',
  ),
  pushover_configs: integration(
    'user_key user_key_file token token_file title message url url_title device sound priority retry expire ttl html monospace',
    'user_key user_key_file',
    'token token_file',
  ),
  telegram_configs: integration(
    'api_url bot_token bot_token_file chat_id chat_id_file message_thread_id message disable_notifications parse_mode',
    'bot_token bot_token_file global.telegram_bot_token global.telegram_bot_token_file',
    'chat_id chat_id_file',
  ),
  discord_configs: integration(
    'webhook_url webhook_url_file content title message username avatar_url',
    'webhook_url webhook_url_file',
  ),
  msteams_configs: integration('webhook_url webhook_url_file title summary text', 'webhook_url webhook_url_file'),
  msteamsv2_configs: integration('webhook_url webhook_url_file title text', 'webhook_url webhook_url_file'),
  webex_configs: integration('api_url room_id message', 'room_id'),
  wechat_configs: integration(
    'api_secret api_secret_file corp_id message api_url to_user to_party to_tag agent_id message_type',
  ),
  sns_configs: integration(
    'api_url sigv4 topic_arn phone_number target_arn subject message attributes',
    'topic_arn phone_number target_arn',
  ),
  jira_configs: integration(
    'api_url api_type project summary description labels priority issue_type reopen_transition resolve_transition wont_fix_resolution reopen_duration fields',
    'project',
    'issue_type',
    'api_url global.jira_api_url',
  ),
  rocketchat_configs: integration(
    'api_url channel token token_file token_id token_id_file color title title_link text fields short_fields emoji icon_url image_url thumb_url link_names actions',
  ),
  mattermost_configs: integration(
    'webhook_url webhook_url_file channel username icon_url icon_emoji text attachments fallback color pretext author_name title title_link fields props priority type card',
    'webhook_url webhook_url_file global.mattermost_webhook_url global.mattermost_webhook_url_file',
  ),
  incidentio_configs: integration(
    'url url_file alert_source_token alert_source_token_file max_alerts timeout metadata',
    'url url_file',
  ),
};
