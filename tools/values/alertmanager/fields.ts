/**
 * The fields that Alertmanager's configuration has (https://prometheus.io/docs/alerting/latest/configuration) and what kind of value each
 * takes. It refuses a file with any other field, and one with a value of another kind.
 */
import { type Fields, fields } from '../prometheus/fields';
import { HTTP_CLIENT, HTTP_PARTS } from '../prometheus/http-client';

const words = (text: string): readonly string[] => text.split(' ');

/** `any` is looked at elsewhere. */
export const CONFIG = fields(
  'global:any route:any inhibit_rules:any receivers:any templates:texts mute_time_intervals:any time_intervals:any tracing:any event_recorder:any',
);

export const GLOBAL = fields(
  'resolve_timeout:any http_config:http jira_api_url smtp_from smtp_hello smtp_smarthost:address smtp_auth_username smtp_auth_password smtp_auth_password_file smtp_auth_secret smtp_auth_secret_file smtp_auth_identity smtp_require_tls:flag smtp_tls_config:tls smtp_force_implicit_tls:flag slack_api_url slack_api_url_file slack_app_token slack_app_token_file slack_app_url pagerduty_url opsgenie_api_url opsgenie_api_key opsgenie_api_key_file wechat_api_url wechat_api_secret wechat_api_secret_file wechat_api_corp_id victorops_api_url victorops_api_key victorops_api_key_file telegram_api_url telegram_bot_token telegram_bot_token_file webex_api_url rocketchat_api_url rocketchat_token rocketchat_token_file rocketchat_token_id rocketchat_token_id_file mattermost_webhook_url mattermost_webhook_url_file',
);

export const ROUTE = fields(
  'receiver group_by:any continue:flag match:labels match_re:labels matchers:any group_wait:any group_interval:any repeat_interval:any mute_time_intervals:texts active_time_intervals:texts routes:any labels:map',
);

export const INHIBIT_RULE = fields(
  'name source_match:labels source_match_re:labels source_matchers:any target_match:labels target_match_re:labels target_matchers:any equal:any sources:any',
);

export const INTERVAL = words('times weekdays days_of_month months years location');

interface Integration {
  readonly fields: Fields;
  /** Of each group one is needed, here or in `global`. */
  readonly needs: readonly (readonly string[])[];
}

const integration = (names: string, ...needs: string[]): Integration => ({
  fields: fields(`send_resolved:flag http_config:http ${names}`),
  needs: needs.map(words),
});

const part = (names: string, ...needs: string[]): Integration => ({ fields: fields(names), needs: needs.map(words) });

/** By the key of a receiver. `global.NAME` is a field of `global` that stands in. */
export const INTEGRATIONS: Readonly<Record<string, Integration>> = {
  webhook_configs: integration('url url_file max_alerts:count timeout:time payload:any', 'url url_file'),
  slack_configs: integration(
    'api_url api_url_file app_token app_token_file app_url channel username color title title_link pretext text fields:slackField[] short_fields:flag footer fallback callback_id icon_emoji icon_url image_url thumb_url link_names:flag mrkdwn_in:texts actions:slackAction[] timeout:time message_text update_message:flag',
    'api_url api_url_file app_token app_token_file global.slack_api_url global.slack_api_url_file global.slack_app_token global.slack_app_token_file',
  ),
  email_configs: integration(
    'to from hello smarthost:address auth_username auth_password auth_password_file auth_secret auth_secret_file auth_identity headers:map html text require_tls:flag tls_config:tls force_implicit_tls:flag threading:threading',
    'to',
    'from global.smtp_from',
    'smarthost global.smtp_smarthost',
  ),
  pagerduty_configs: integration(
    'service_key service_key_file routing_key routing_key_file url client client_url description details:map images:pagerdutyImage[] links:pagerdutyLink[] source severity class component group timeout:time',
    'service_key service_key_file routing_key routing_key_file',
  ),
  opsgenie_configs: integration(
    'api_key api_key_file api_url message description source details:map entity responders:responder[] actions tags note priority update_alerts:flag',
    'api_key api_key_file global.opsgenie_api_key global.opsgenie_api_key_file',
  ),
  victorops_configs: integration(
    'api_key api_key_file api_url routing_key message_type state_message entity_display_name monitoring_tool custom_fields:map',
    'routing_key',
    'api_key api_key_file global.victorops_api_key global.victorops_api_key_file',
  ),
  pushover_configs: integration(
    'user_key user_key_file token token_file title message url url_title device sound priority retry:time expire:time ttl:time html:flag monospace:flag',
    'user_key user_key_file',
    'token token_file',
  ),
  telegram_configs: integration(
    'api_url bot_token bot_token_file chat_id:number chat_id_file message_thread_id:number message disable_notifications:flag parse_mode:=Markdown,MarkdownV2,HTML',
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
    'api_secret api_secret_file global.wechat_api_secret global.wechat_api_secret_file',
    'corp_id global.wechat_api_corp_id',
  ),
  sns_configs: integration(
    'api_url sigv4:sigv4 topic_arn phone_number target_arn subject message attributes:map use_aws_http_client:flag',
    'topic_arn phone_number target_arn',
  ),
  jira_configs: integration(
    'api_url api_type:=auto,cloud,datacenter project summary:any description:any labels:texts priority issue_type reopen_transition resolve_transition wont_fix_resolution reopen_duration:any fields:map',
    'project',
    'issue_type',
    'api_url global.jira_api_url',
  ),
  rocketchat_configs: integration(
    'api_url channel token token_file token_id token_id_file color title title_link text fields:any short_fields:flag emoji icon_url image_url thumb_url link_names:flag actions:any',
  ),
  mattermost_configs: integration(
    'webhook_url webhook_url_file channel username icon_url icon_emoji text attachments:any fallback color pretext author_name title title_link fields:mattermostField[] props:any priority:any type card author_link author_icon thumb_url footer footer_icon image_url',
    'webhook_url webhook_url_file global.mattermost_webhook_url global.mattermost_webhook_url_file',
  ),
  incidentio_configs: integration(
    'url url_file alert_source_token alert_source_token_file max_alerts:count timeout:time metadata:map',
    'url url_file',
  ),
};

/** Maps within those above. */
export const PARTS: Readonly<Record<string, Integration>> = {
  http: part(HTTP_CLIENT),
  basicAuth: part(HTTP_PARTS.basicAuth),
  authorization: part(HTTP_PARTS.authorization),
  oauth2: part(HTTP_PARTS.oauth2, 'client_id', 'token_url'),
  tls: part(HTTP_PARTS.tls),
  threading: part('enabled:flag thread_by_date:=none,daily'),
  sigv4: part('region access_key secret_key profile role_arn external_id use_fips_sts_endpoint:flag service_name'),
  slackField: part('title value short:flag', 'title', 'value'),
  slackAction: part('type text url style name value confirm:any', 'type', 'text'),
  mattermostField: part('title value short:flag', 'title', 'value'),
  pagerdutyImage: part('src alt href'),
  pagerdutyLink: part('href text'),
  responder: part('id name username type', 'id name username', 'type'),
};
