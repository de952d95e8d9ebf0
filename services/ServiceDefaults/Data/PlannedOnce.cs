using Npgsql;

namespace Datarun.ServiceDefaults.Data;

/// <summary>
/// Queries whose plan does not depend on their parameters. Left to itself PostgreSQL plans such a query at every call where a plan for the very
/// parameters looks a little cheaper; for a query of many parts that takes longer than to run it.
/// </summary>
public static class PlannedOnce
{
    /// <summary>One plan for all parameters, for what comes after it in a batch; ends with the batch. Answers a row.</summary>
    public static NpgsqlBatchCommand Command() => new("SELECT set_config('plan_cache_mode', 'force_generic_plan', true)");
}
