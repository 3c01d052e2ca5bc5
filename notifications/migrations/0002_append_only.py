"""Events are only ever added: the database itself refuses to change or delete one."""

from django.db import migrations

GUARD = """
CREATE FUNCTION portal_event_is_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'an event is history and stays as it is';
END $$;
CREATE TRIGGER event_append_only BEFORE UPDATE OR DELETE ON notifications_event
  FOR EACH ROW EXECUTE FUNCTION portal_event_is_history();
"""
UNGUARD = "DROP TRIGGER event_append_only ON notifications_event; DROP FUNCTION portal_event_is_history();"


class Migration(migrations.Migration):
    dependencies = [("notifications", "0001_initial")]
    operations = [migrations.RunSQL(GUARD, UNGUARD)]
