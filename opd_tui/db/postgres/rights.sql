-- What a desk may do: everything that the program does, and nothing to the log but add to it.
GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA {schema} TO opd_desk;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO opd_desk;
GRANT UPDATE ON setting, counter, doctor, patient, patient_phone, patient_word, slot, absence, token, template,
    template_day, holiday, summed_day TO opd_desk;
GRANT DELETE ON doctor, patient_phone, patient_word, slot, absence, template, template_day, holiday,
    setting, summed_day, day_sum TO opd_desk;
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON schema_migration FROM opd_desk;
