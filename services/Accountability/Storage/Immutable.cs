using Microsoft.EntityFrameworkCore;

namespace Datarun.Accountability.Storage;

/// <summary>What is on record stays: the database itself refuses to change or delete objections and published duty lists.</summary>
public static class Immutable
{
    public static Task PrepareAsync(IServiceProvider services, CancellationToken cancel) =>
        services.GetRequiredService<AccountabilityDb>().Database.ExecuteSqlRawAsync(
            """
            CREATE OR REPLACE FUNCTION stays_on_record() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION '% stays as it was recorded', TG_TABLE_NAME; END $$;
            CREATE OR REPLACE TRIGGER stays BEFORE UPDATE OR DELETE OR TRUNCATE ON recorded_objection FOR EACH STATEMENT EXECUTE FUNCTION stays_on_record();
            CREATE OR REPLACE TRIGGER stays BEFORE UPDATE OR DELETE OR TRUNCATE ON duty_list FOR EACH STATEMENT EXECUTE FUNCTION stays_on_record();
            """, cancel);
}
