# shellcheck shell=bash disable=SC2154
# What the end-to-end test does to a fixed primary and its replicas.

plain_steps() {
  step 'replicas from 3 to 5 to 2 under load: no read fails, each replica gets its share' scaling_costs_no_read 5 2
  step '... and back to what the values say' scaling_back 3 5
  step 'every command of the runbooks works' runbook_commands_work
  step 'a ServiceMonitor that selects nothing is told apart from a web app that is gone' missing_target_is_no_outage 3
  step 'still nothing fires but the Watchdog' only_the_watchdog_fires
  step 'Alertmanager takes the profile alert-routes' routes_are_taken
  step 'primary gone: writes get 503, reads go on' primary_goes
  step '... its critical alert, and no other, reaches Alertmanager' critical_alert_arrives RedisMasterDown
  step '... and is sent to the pager and to Slack' notification_is_sent RedisMasterDown
  step '... replicas outlive it, and reads still go on' replicas_outlive_the_primary
  step '... the primary comes back and takes writes' primary_comes_back
  step '... the alert is cleared' critical_alert_is_cleared
  routes_are_removed >/dev/null
  step '... and the data is still there' responds '200 ' GET /items/e2e
  step 'the primary`s claim is lost while a replica is away: it waits, and reads go on' lost_claim_waits
  step '... its critical alert, and no other, reaches Alertmanager' critical_alert_arrives RedisPrimaryWaiting
  step '... with all replicas there it takes their data' lost_claim_comes_back
  step '... the alert is cleared' critical_alert_is_cleared
  step 'a backup is taken as the docs say' backup_is_taken
  step '... and put back as the docs say' backup_is_restored
  step '... but not over keys, unless forced' restore_is_refused
  step '... and by deploy-all.sh' backup_is_deployed
  step 'the password is rotated by deploy-all.sh: no read or write fails' rotation_costs_no_request rotated_by_command
  password >"$work/password"
  step '... and an upgrade keeps it' upgrade_keeps_password
}
