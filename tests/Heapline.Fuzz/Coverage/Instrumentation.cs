using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace Heapline.Fuzz.Coverage;

/// <summary>Puts a probe at the beginning of every block of straight code in an assembly, which counts up the block's byte in <see cref="CoverageMap"/>.</summary>
internal sealed class Instrumentation
{
    private int _next;

    /// <summary>Blocks that have got a probe.</summary>
    public int Blocks => _next;

    /// <summary>Rewrites the file in place.</summary>
    public void Rewrite(string path)
    {
        using var resolver = new DefaultAssemblyResolver();
        resolver.AddSearchDirectory(Path.GetDirectoryName(path)!);
        resolver.AddSearchDirectory(Path.GetDirectoryName(typeof(object).Assembly.Location)!);
        using var module = ModuleDefinition.ReadModule(path, new ReaderParameters { InMemory = true, AssemblyResolver = resolver });
        var map = module.ImportReference(typeof(CoverageMap).GetField(nameof(CoverageMap.Hits)));
        foreach (var method in module.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody))
            Rewrite(method.Body, map);
        module.Write(path);
    }

    private void Rewrite(MethodBody body, FieldReference map)
    {
        body.SimplifyMacros();
        var il = body.GetILProcessor();
        var moved = new Dictionary<Instruction, Instruction>();
        foreach (var leader in Leaders(body))
            moved[leader] = Probe(il, leader, map);
        foreach (var instruction in body.Instructions)
        {
            if (instruction.Operand is Instruction target && moved.TryGetValue(target, out var probe))
                instruction.Operand = probe;
            else if (instruction.Operand is Instruction[] targets)
                instruction.Operand = Array.ConvertAll(targets, each => moved.GetValueOrDefault(each, each));
        }
        foreach (var handler in body.ExceptionHandlers)
        {
            handler.TryStart = Moved(handler.TryStart);
            handler.TryEnd = Moved(handler.TryEnd);
            handler.HandlerStart = Moved(handler.HandlerStart);
            handler.HandlerEnd = Moved(handler.HandlerEnd);
            handler.FilterStart = Moved(handler.FilterStart);
        }
        body.OptimizeMacros();

        Instruction? Moved(Instruction? at) => at is not null && moved.TryGetValue(at, out var probe) ? probe : at;
    }

    private Instruction Probe(ILProcessor il, Instruction leader, FieldReference map)
    {
        // The map is as large as an assembly may be; more blocks than that share bytes.
        var id = _next++ % CoverageMap.Size;
        Instruction[] probe =
        [
            il.Create(OpCodes.Ldsfld, map), il.Create(OpCodes.Ldc_I4, id), il.Create(OpCodes.Add), il.Create(OpCodes.Dup),
            il.Create(OpCodes.Ldind_U1), il.Create(OpCodes.Ldc_I4_1), il.Create(OpCodes.Add), il.Create(OpCodes.Conv_U1), il.Create(OpCodes.Stind_I1),
        ];
        foreach (var instruction in probe)
            il.InsertBefore(leader, instruction);
        return probe[0];
    }

    private static List<Instruction> Leaders(MethodBody body)
    {
        var leaders = new HashSet<Instruction> { body.Instructions[0] };
        foreach (var instruction in body.Instructions)
        {
            if (instruction.Operand is Instruction target)
                leaders.Add(target);
            else if (instruction.Operand is Instruction[] targets)
                leaders.UnionWith(targets);
            if (instruction.OpCode.FlowControl == FlowControl.Cond_Branch && instruction.Next is { } next)
                leaders.Add(next);
        }
        return [.. leaders];
    }
}
