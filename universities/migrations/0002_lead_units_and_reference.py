"""Only a lead unit leads a running partnership, whoever writes; and the ministry's list is there from the first day."""

from django.db import migrations

from universities.reference import load

TRIGGERS = """
CREATE FUNCTION partnership_wants_lead_unit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF upper(NEW.during) IS NULL THEN
    PERFORM 1 FROM accounts_unit WHERE id = NEW.lead_unit_id AND is_lead FOR SHARE;
    IF NOT FOUND THEN
      RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'partnership_lead_unit_leads',
        MESSAGE = 'partnership_lead_unit_leads: the unit is no lead unit';
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER partnership_lead_unit_leads BEFORE INSERT OR UPDATE OF lead_unit_id, during ON universities_partnership
  FOR EACH ROW EXECUTE FUNCTION partnership_wants_lead_unit();

CREATE FUNCTION lead_unit_keeps_leading() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM universities_partnership WHERE lead_unit_id = NEW.id AND upper(during) IS NULL) THEN
    RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'partnership_lead_unit_leads',
      MESSAGE = 'partnership_lead_unit_leads: the unit still leads partnerships';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER lead_unit_keeps_leading BEFORE UPDATE OF is_lead ON accounts_unit
  FOR EACH ROW WHEN (OLD.is_lead AND NOT NEW.is_lead) EXECUTE FUNCTION lead_unit_keeps_leading();
"""
BACK = """
DROP TRIGGER lead_unit_keeps_leading ON accounts_unit;
DROP FUNCTION lead_unit_keeps_leading();
DROP TRIGGER partnership_lead_unit_leads ON universities_partnership;
DROP FUNCTION partnership_wants_lead_unit();
"""


def load_reference(apps, schema_editor):
    load(apps.get_model("universities", "ReferenceUniversity"))


class Migration(migrations.Migration):
    dependencies = [("universities", "0001_initial")]
    operations = [
        migrations.RunSQL(TRIGGERS, BACK),
        migrations.RunPython(load_reference, migrations.RunPython.noop),
    ]
