using Datarun.ServiceDefaults.Data;
using Microsoft.EntityFrameworkCore;

namespace Datarun.Reports.Storage;

/// <summary>The database of Reports. Its tables stand in schema.sql: all work on them is set-based SQL, so nothing is mapped.</summary>
public sealed class ReportsDb(DbContextOptions<ReportsDb> options) : ServiceDb(options);
